"""The front door: settings, addresses, wiring (who hears which event), and the processes."""
