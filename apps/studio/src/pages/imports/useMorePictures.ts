import type { ImportRow } from "@justesse/types/wire/imports"
import { useEffect, useRef } from "react"
import { refresh } from "../../api.ts"

/** Pictures that an import has brought so far are shown where pictures are, also before it has ended. */
export function useMorePictures(row: Pick<ImportRow, "pictures"> | undefined): void {
  const before = useRef(row?.pictures)
  const pictures = row?.pictures
  useEffect(() => {
    const had = before.current
    before.current = pictures
    if (had !== undefined && pictures !== undefined && pictures > had) void refresh("asset")
  }, [pictures])
}
