import type { Message } from "@justesse/types/wire/question"
import { useFormat } from "../../locale/useFormat.ts"
import css from "./page.module.css"

interface Props {
  readonly messages: readonly Message[]
  readonly nameOf: (message: Message) => string
  /** What is said of the first one beside its writer. */
  readonly first?: string
}

/** What was written, oldest first, each with its writer and when. */
export function Messages({ messages, nameOf, first }: Props) {
  const format = useFormat()
  return (
    <ol className={css.messages}>
      {messages.map((message, at) => {
        const name = nameOf(message)
        return (
          // Messages are appended and never change: their place names them.
          <li key={`${message.atMs}-${at}`}>
            <span className={css.face} data-mine={message.mine} aria-hidden="true">
              {name.slice(0, 1).toUpperCase()}
            </span>
            <div>
              <p className="sm dim">
                <b>{name}</b> · {at === 0 && first ? first : format.dateTime(message.atMs)}
              </p>
              <p className={css.said}>{message.text}</p>
            </div>
          </li>
        )
      })}
    </ol>
  )
}
