"""困りごと: what members and the office notice, who answers, and what came of it."""
