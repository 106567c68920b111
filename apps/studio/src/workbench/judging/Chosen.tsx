import { Cap } from "../../keys/Cap.tsx"
import css from "./judging.module.css"

interface Props {
  readonly title: string
  readonly choices: readonly { readonly id: string; readonly name: string; readonly disabled: boolean }[]
  /** None is preset: an act about a person is never the default. */
  readonly now: string | null
  readonly run: (id: string) => void
}

/** Answers to choose from by their keys; what is chosen is sent by another key. */
export function Chosen({ title, choices, now, run }: Props) {
  return (
    <div aria-label={title} className={css.choices} role="group">
      <p className={css.heading}>{title}</p>
      {choices.map(({ id, name, disabled }) => (
        <button
          type="button"
          aria-pressed={id === now}
          className={css.choice}
          disabled={disabled}
          key={id}
          onClick={() => run(id)}
        >
          <span>{name}</span>
          <Cap of={id} />
        </button>
      ))}
    </div>
  )
}
