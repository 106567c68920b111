import { type DragEvent, useState } from "react"
import { droppedFiles } from "./dropped.ts"
import type { NamedFile } from "./named.ts"

/** Files may be dropped anywhere on what these handlers lie on. */
export function useDrop(take: (files: NamedFile[], at: { x: number; y: number }) => void) {
  const [over, setOver] = useState(false)
  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files")
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!holdsFiles(event)) return
        event.preventDefault()
        setOver(true)
      },
      onDragLeave: (event: DragEvent) => {
        if (
          event.currentTarget instanceof Node &&
          event.relatedTarget instanceof Node &&
          event.currentTarget.contains(event.relatedTarget)
        )
          return
        setOver(false)
      },
      onDrop: (event: DragEvent) => {
        if (!holdsFiles(event)) return
        event.preventDefault()
        setOver(false)
        const at = { x: event.clientX, y: event.clientY }
        void droppedFiles(event.dataTransfer).then((files) => take(files, at))
      },
    },
  }
}
