"""What attacks have in common. A script cannot import it: source.ts puts its text in the place of the import."""
