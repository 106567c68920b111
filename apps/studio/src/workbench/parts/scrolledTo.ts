/** Where the list must be scrolled so that an open row is in sight with `around` px beside it, moving as little as needed. */
export function scrolledTo(
  list: { readonly scrollTop: number; readonly clientHeight: number },
  row: { readonly top: number; readonly height: number },
  around: number,
): number {
  const room = Math.max(0, list.clientHeight - row.height)
  const margin = Math.min(around, room / 2)
  const least = row.top + row.height + margin - list.clientHeight
  const most = row.top - margin
  return Math.max(0, Math.min(most, Math.max(least, list.scrollTop)))
}
