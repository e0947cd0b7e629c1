DROP TABLE checklist_record, checklist_file, checklist_remark, checklist_answer_version, checklist_answer, checklist, checklist_template,
    terms_change, account_event, account_part, account_duty, tenant_policy;
DROP FUNCTION checklist_template_is_fixed();
DROP FUNCTION checklist_record_is_fixed();
-- Wishes have no address, which the older schema demands.
SELECT set_config('app.system', 'on', true);
UPDATE account SET handle = ref, url = 'https://' || ref || '.invalid', key = ref WHERE url = '';
DROP INDEX account_once;
CREATE UNIQUE INDEX account_once ON account (tenant_id, platform, key)
    WHERE status NOT IN ('closed', 'rejected', 'withdrawn');
ALTER TABLE account
    DROP COLUMN crisis_use, DROP COLUMN crisis_text, DROP COLUMN closing_on, DROP COLUMN followers_to,
    DROP COLUMN capture_person_id, DROP COLUMN final_capture, DROP COLUMN final_capture_note,
    DROP CONSTRAINT account_handle_check, DROP CONSTRAINT account_url_check,
    ADD CONSTRAINT account_handle_check CHECK (length(handle) BETWEEN 1 AND 500),
    ADD CONSTRAINT account_url_check CHECK (length(url) BETWEEN 1 AND 2000);
