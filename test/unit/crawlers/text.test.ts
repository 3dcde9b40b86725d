import { describe, expect, test } from '@jest/globals'
import { amount, coordinate, link, plain } from '../../../crawlers/read/text.js'

describe('a link', () => {
  test.each([
    ['https://acme.example/?id=7&region=77&copy=1', 'https://acme.example/?id=7&region=77&copy=1'],
    ['https://acme.example/?id=7&amp;page=2', 'https://acme.example/?id=7&page=2'],
    ['https://ivan:secret@acme.example/7', 'https://acme.example/7'],
    [' /7 ', 'https://board.example/7'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['http://[::1', undefined],
    [' ', undefined],
    [7, undefined],
  ])('%p is %p', (value, expected) => expect(link(value, 'https://board.example/jobs')).toBe(expected))
})

describe('a coordinate', () => {
  test.each([
    ['55.75', 55.75],
    [-55.75, -55.75],
    ['', undefined],
    [0, undefined],
    [95, undefined],
    [Number.NaN, undefined],
    [{ toString: 1, valueOf: 1 }, undefined],
    [true, undefined],
  ])('%p is %p', (value, expected) => expect(coordinate(value, 90)).toBe(expected))
})

describe('a plain text', () => {
  test.each([
    [' a \n\t b  c ', 'a b c'],
    ['a b', 'a b'],
    ['a\nb', 'a b'],
    ['AT&amp;T', 'AT&T'],
    [7, '7'],
    [JSON.parse('1e309'), undefined],
    [' \u00A0', undefined],
    [{}, undefined],
  ])('%p is %p', (value, expected) => expect(plain(value)).toBe(expected))
})

describe('an amount', () => {
  test.each([
    ['60 000', 60_000],
    ['1,5', 1.5],
    [60_000, 60_000],
    [0, undefined],
    [-1, undefined],
    ['1 000 '.repeat(50), undefined],
    ['89161234567'.repeat(20), undefined],
    [JSON.parse('1e309'), undefined],
    [{ toString: 1 }, undefined],
  ])('%p is %p', (value, expected) => expect(amount(value)).toBe(expected))
})
