"""Files that bring in a school: a reader makes rows of a file, a plan compares them with what is known, then it writes.

Every file is taken whole or not at all. No message ever holds what the file says about a person.
"""
