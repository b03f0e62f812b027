using TrustCenter.Hosting;
using TrustCenter.Pseudonyms;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddTrustCenterHosting(builder.Configuration);
builder.Services.AddPseudonyms(builder.Configuration);

var app = builder.Build();
app.UseTrustCenter();
app.MapPseudonyms();
app.Run();
