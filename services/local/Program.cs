using TrustCenter.Local;

return await Commands.RunAsync(args, () => LocalSettings.Read(Environment.GetEnvironmentVariable), TimeProvider.System);
