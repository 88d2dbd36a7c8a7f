Console.WriteLine("NoVisit");
