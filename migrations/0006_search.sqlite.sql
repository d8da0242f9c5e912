-- The words of decisions, for SQLite's own search. The store writes one row per decision.

create virtual table decision_search using fts5(
  decision_id unindexed,
  workspace_id unindexed,
  words,
  tokenize = "unicode61 remove_diacritics 2"
);
