/** Where the public part of the API begins. A change that breaks scripts gets another number beside this one. */
export const BASE = "/api/v1"
