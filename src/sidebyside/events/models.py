"""What the whole group does together: meets, the plenary, the carousel and its posters."""
