-- What was written once is never changed: the engine itself refuses it. (Deleting a whole workspace stays possible.)

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is never changed', tg_table_name;
end;
$$;

create trigger decision_never_changes before update on decision
  for each row execute function refuse_change();

create trigger onepager_version_never_changes before update on onepager_version
  for each row execute function refuse_change();
