"""Who learned what? Trainings, enrolments, presence, progress, help, and the reports made of them."""
