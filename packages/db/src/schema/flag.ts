/** Yes (1) or no (0), as both engines store it. */
export type Flag = 0 | 1

/** What waits for a task: 0 nothing, 1 it is looked at, 2 its answer is only compared with the known one. */
export type Mark = 0 | 1 | 2
