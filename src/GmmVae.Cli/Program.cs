Console.WriteLine("gmmvae");
