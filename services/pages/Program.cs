using TrustCenter.Pages;

return await PagesProgram.RunAsync(args);
