/** PyTorch's names in TypeScript: `index_select` → `indexSelect`; underscores at either end stay. */

export function camel(name: string): string {
  return name.replace(/(?<=[A-Za-z0-9])_([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
