/** Yes (1) or no (0), as both engines store it. */
export type Flag = 0 | 1
