import { useRef } from "react"
import type { IconName } from "../theme/Icon.tsx"
import { Button } from "../ui/Button.tsx"
import { chosenFiles } from "./dropped.ts"
import type { NamedFile } from "./named.ts"

interface Props {
  readonly name: string
  readonly folder?: boolean
  readonly small?: boolean
  readonly look?: "primary" | "plain"
  readonly icon?: IconName
  readonly onFiles: (files: NamedFile[]) => void
}

/** A button that opens the dialog for files, or for a folder. */
export function ChooseFiles({ name, folder, small, look = "plain", icon, onFiles }: Props) {
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button look={look} small={small ?? false} {...(icon && { icon })} onClick={() => field.current?.click()}>
        {name}
      </Button>
      <input
        ref={field}
        type="file"
        multiple
        hidden
        aria-label={name}
        {...(folder && { webkitdirectory: "" })}
        onChange={(event) => {
          if (event.target.files) onFiles(chosenFiles(event.target.files))
          event.target.value = ""
        }}
      />
    </>
  )
}
