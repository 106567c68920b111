import type { Ref } from "react"
import { useStore } from "zustand"
import css from "./look.module.css"
import { filterOf, theLook } from "./look.ts"

/** A canvas with a part of the picture beside it, seen as the picture is. */
export function SeenCanvas({ ref, className = "" }: { ref: Ref<HTMLCanvasElement>; className?: string | undefined }) {
  const plain = useStore(theLook, (seen) => filterOf(seen) === "")
  return <canvas aria-hidden="true" className={plain ? className : `${className} ${css.seen}`} ref={ref} />
}
