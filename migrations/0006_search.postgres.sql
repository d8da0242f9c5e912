-- The words of decisions, for PostgreSQL's own search. The store writes one row per decision.

create table decision_search (
  decision_id  text not null primary key,
  workspace_id text not null,
  words        text not null,
  document     tsvector generated always as (to_tsvector('simple'::regconfig, words)) stored
);

create index decision_search_document on decision_search using gin (document);
create index decision_search_workspace on decision_search (workspace_id);
