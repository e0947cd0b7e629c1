DROP TABLE roster_import, departure_item, departure, account_watch, custody_access, custody, absence, assignment, roster_person, closed_day;
ALTER TABLE person DROP COLUMN left_on, DROP COLUMN reduced_at;
ALTER TABLE tenant_policy
    DROP COLUMN opens_at, DROP COLUMN closes_at, DROP COLUMN one_responsible, DROP COLUMN leaver_months;
