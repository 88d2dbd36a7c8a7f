using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using NoVisit;

var builder = FunctionsApplication.CreateBuilder(args);
builder.AddNoVisit();
await builder.Build().RunAsync();
