"""The parts of a workbook (xlsx): openpyxl makes the book, the rows are streamed into it."""
