"""Terms, closures, timetables and each person's periods: when somebody is free."""
