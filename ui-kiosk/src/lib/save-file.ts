/** Hands a file that is in memory to the browser's downloads, and forgets its address again. */
export function saveFile(name: string, type: string, content: ArrayBuffer): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
