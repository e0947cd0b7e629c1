DROP TABLE audit_entry;
DROP FUNCTION audit_is_append_only;
