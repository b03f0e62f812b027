using TrustCenter.Hosting;
using TrustCenter.Identities;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddTrustCenterHosting(builder.Configuration);
builder.Services.AddIdentities(builder.Configuration);

var app = builder.Build();
app.UseTrustCenter();
app.MapIdentities();
app.Run();
