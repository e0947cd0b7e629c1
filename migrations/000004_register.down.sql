DROP TABLE import_batch;
DROP TABLE account;
