"""What every process shares: settings, the clock, the error tree."""
