using TrustCenter.Consents;
using TrustCenter.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddTrustCenterHosting(builder.Configuration);
builder.Services.AddConsents(builder.Configuration);

var app = builder.Build();
app.UseTrustCenter();
app.MapConsents();
app.Run();
