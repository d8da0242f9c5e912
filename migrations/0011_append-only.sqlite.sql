-- What was written once is never changed: the engine itself refuses it. (Deleting a whole workspace stays possible.)

create trigger decision_never_changes before update on decision
begin
  select raise(abort, 'a decision is never changed; supersede it');
end;

create trigger onepager_version_never_changes before update on onepager_version
begin
  select raise(abort, 'a version of a one-pager is never changed; write the next one');
end;
