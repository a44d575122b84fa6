"""What leaves the house: mails, and messages to the push services of browsers."""
