/**
 * Images that label files describe more than once, each time as a page with a number of its own: pages of one document. Filled
 * before records are given.
 *
 * @example
 * pages.add("scan.tif", 0); pages.add("scan.tif", 4)
 * pages.find("scan.tif", 4) // 4
 */
export class DocumentPages {
  readonly #numbers = new Map<string, (number | null)[]>()

  /** Adds a description of the image called `name`; `number` is the page from 0, null where the file states none. */
  add(name: string, number: number | null): void {
    const numbers = this.#numbers.get(name)
    if (numbers) numbers.push(number)
    else this.#numbers.set(name, [number])
  }

  /** `number`, where every description of the image has a number of its own; null for all other images. */
  find(name: string, number: number | null): number | null {
    const numbers = this.#numbers.get(name) ?? []
    const isDocument = numbers.length > 1 && !numbers.includes(null) && new Set(numbers).size === numbers.length
    return isDocument ? number : null
  }
}

/** The page that a file states as whole digits, from 0; null where it states none. `first` is the number of the first page. */
export function pageNumber(stated: string | undefined, first: 0 | 1): number | null {
  const number = stated !== undefined && /^\d{1,5}$/.test(stated) ? Number(stated) - first : -1
  return number >= 0 ? number : null
}
