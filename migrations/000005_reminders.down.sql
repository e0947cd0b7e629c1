DROP TABLE reminder_delivery;
DROP TABLE reminder_letter;
