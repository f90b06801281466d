@main struct Murmur { static func main() {} }
