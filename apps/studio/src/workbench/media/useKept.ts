import { useEffect, useState } from "react"
import { pictureOf } from "../../offline/pictures.ts"

/** Where something is played from: this computer where it keeps it, else the network. Undefined until that is known. */
export function useKept(url: string, attempt: number): string | undefined {
  const [from, setFrom] = useState<{ readonly of: string; readonly src: string }>()
  useEffect(() => {
    let own = ""
    let isOver = false
    void pictureOf(url).then((blob) => {
      if (isOver) return
      own = blob ? URL.createObjectURL(blob) : ""
      // The mark makes a second try another address to the element; no server hears of it.
      setFrom({ of: url, src: own || (attempt === 0 ? url : `${url}#${attempt}`) })
    })
    return () => {
      isOver = true
      if (own) URL.revokeObjectURL(own)
    }
  }, [url, attempt])
  return from?.of === url ? from.src : undefined
}
