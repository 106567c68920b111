/** A count with its word: `1 picture`, `1,200 pictures`. */
export function plural(count: number, one: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : `${one}s`}`
}
