"""The words of many languages that pictures are asked for with, each line a concept and what it is called."""
