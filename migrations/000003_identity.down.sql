DROP TABLE login_failure;
DROP TABLE session;
DROP TABLE invitation;
DROP TABLE membership;
DROP TABLE app_user;
DROP TABLE person;
