"""All SQL: what is kept, and how it is read and written. It returns frozen values, never rows or sessions."""
