"""What surveys need beside their tables and actions: links, forms, messages, results, paper."""
