// Gives a file to the browser's own way of saving.

/** The address of the bytes lives until the browser has surely taken them. */
const addressForMs = 60_000;

export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), addressForMs);
}
