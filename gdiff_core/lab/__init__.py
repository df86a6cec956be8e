"""What the program measures of any engine: settings swept, two ways of decoding side by side, how local a change is."""
