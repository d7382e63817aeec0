"""Items of evidence that are no files: what each is, its label and seal, where it lies, from hand to hand."""
