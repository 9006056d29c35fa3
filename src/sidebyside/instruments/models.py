"""One small form engine, and the forms the programme runs on."""
