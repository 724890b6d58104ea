"""How every figure is made: pure arithmetic over small records, and the gate that withholds."""
