"""The demo workspace: Põhjatuul Bikes, a company that sells e-bikes from Tartu and Bergen."""
